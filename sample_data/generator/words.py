"""Word lists the firm is made of. Every name is invented; no person, place, street or provider is meant.

All letters exist in cp1252, because one of the three systems writes nothing else.
"""

from __future__ import annotations


def _listed(text: str, between: str = " ") -> tuple[str, ...]:
    return tuple(text.split(between))


FIRM = "Harrowmere Financial Planning LLP"
FIRM_DOMAIN = "harrowmere.example"
FIRM_EMAIL = f"office@{FIRM_DOMAIN}"
FIRM_STREET = "Larkspur House, 2 Tollbar Yard"

WOMEN = _listed(
    "Abigail Adaeze Agnès Aimée Aisha Alison Amara Amrit Angharad Anita Annabel Anwen Ayesha Barbara Beatrice Bethan "
    "Beyza Bridget Bronwen Camille Carys Catriona Chidinma Chloë Claudette Cordelia Daphne Deborah Delyth Dorota Efua "
    "Eilidh Elspeth Esther Fatima Felicity Fiona Françoise Frances Gaynor Geraldine Gillian Grace Gwenllian Harriet "
    "Hazel Heather Ifeoma Imogen Inês Ingrid Iona Irena Isobel Jacqueline Jasmine Jemima Joyce Kamala Katarzyna "
    "Keziah Kirsty Lakshmi Leonie Lorna Louisa Mairéad Margaret Marigold Maureen Meera Mei-Ling Morag Nadia Naomi "
    "Ngozi Nia Noor Olwen Ophelia Parveen Patience Philippa Priya Rachel Renée Rhiannon Rosalind Rukhsana Sadie "
    "Samina Saoirse Shabnam Siân Sunita Svetlana Tamsin Temperance Thandiwe Tola Una Ursula Verity Vivienne Wanda "
    "Winifred Yasmin Yetunde Zainab Zoë"
)

MEN = _listed(
    "Abdul Adrian Alasdair Aled Amir André Angus Anil Arjun Arthur Babatunde Barnaby Benedict Bjørn Bogdan Brendan "
    "Callum Cedric Chukwuemeka Clement Conrad Craig Cuthbert Damian Dafydd Declan Desmond Dewi Dilip Dougal Edmund "
    "Elijah Emeka Emyr Ewan Faisal Fergus Florian Francis Gareth Gethin Gilbert Giles Günther Hamish Harjit Hassan "
    "Hector Horace Hugh Idris Imran Ivor Jasper Jerome Joon-ho José Julian Jürgen Kenneth Kieran Kofi Kwame Lachlan "
    "Leopold Lionel Llewelyn Lorcan Luca Magnus Malcolm Marlon Mateusz Maurice Mustafa Neville Nikhil Noël Obinna "
    "Olufemi Oswald Owain Padraig Percival Piotr Prakash Quentin Rafael Ranjit Reuben Rhodri Roderick Rohan Rupert "
    "Samir Seán Sebastian Sidney Søren Stefan Sunil Tariq Terence Theodore Tobias Tomás Tunde Usman Victor Vikram "
    "Walter Wilfred Xavier Yusuf Zachary"
)

SURNAMES = _listed(
    "Abara Abernethy Achterberg Adeyemi Agarwal Ainscough Akintola Aldous Allardyce Amponsah Applegarth Ashdown "
    "Athwal Babington Balogun Bannerman Barraclough Beckwith Begum-Rahman Bellweather Bhogal Birtwistle Blenkinsop "
    "Boateng Bracegirdle Braithwaite Brannigan Bretherton Brockbank Burdekin Butterworth Cadwallader Calvert "
    "Carstairs Chatterjee Chowdhury Clitheroe Cockcroft Coldbeck Crabtree Culshaw D'Almeida D'Souza Dalgleish "
    "Danquah De-Vere Dhaliwal Dinsdale Drinkwater Dunwoody Eastlake Eccleston Ejiofor Entwistle Esterházi Ezekwesili "
    "Fairweather Fazackerley Fernández Fforde Finlayson Fothergill Fraiser-Okoye Gajewski Galbraith Gathercole "
    "Ghorbani Gillespie Glendinning Gotobed Greenhalgh Grimshaw Gwynne-Parry Haddow Hargreave-Bell Hartshorne "
    "Heathcote Hebblethwaite Higginbotham Hollingbery Hossain Huddlestone Ibekwe Iftikhar Illingworth Ingleby "
    "Iwobi-Hart Jagger Janowicz Jessop Jolliffe Kaczmarek Kellaway Kenworthy Khatun Killigrew Kirkbride Kolodko "
    "Lanyon Lathom Leatherbarrow Lindqvist Llanfair Longstaff Loxley Lumbard Macadam MacGillivray Mahmood-Day "
    "Maltravers Mandleberg Marchbanks McElhinney McNulty Meadowcroft Mehta Micklethwait Mistry Molyneux Mukherjee "
    "Murgatroyd Mwangi Narasimhan Nettleship Nkemelu Norcliffe Núñez O'Dowd O'Gorman O'Hanrahan O'Neill O'Shaughnessy "
    "Oakeshott Ofori Ogunleye Okonjo Oldroyd Onslow Osbaldeston Oyelaran Padgett Papworth Parfitt Pemberton Penhaligon "
    "Pickersgill Pogson Pomfret Postlethwaite Prendergast Pryce-Hughes Quarmby Quayle Ramsbottom Ranasinghe Rasheed "
    "Ravenscroft Redfearn Rigby-Shah Rimmington Rowbotham Ruddock Rushworth Sagoo Satterthwaite Schofield-Ali "
    "Sedgwick Shackleton Siddiqui Silverwood Skelhorn Sowerby Spofforth Stainforth Stubbins Suleiman Sutcliffe "
    "Swarbrick Tattersall Tempest Thistlethwaite Threlkeld Tomlinson-Roy Trevithick Tunnicliffe Twelvetrees Ukachukwu "
    "Umeh Uttley Vaisey Venkatesan Verrall Vipond Wadsworth Walmsley Wansbrough Warburton Whitlock Widdowson "
    "Wigglesworth Winstanley Woolstenholme Wrigglesworth Yaqoob Yelland Yoxall Zachariah Zielinski Zouche Müller-Kent "
    "Bäckström Peña Gröning"
)

VILLAGES = _listed(
    "Ashwick Magna|Bramblecote|Carrow Fenwick|Cobley Underhill|Dunsop Vale|Elderbeck|Fallowmere|Great Harrowby Mere|"
    "Hollin Sike|Ivelthorpe|Kettlestone Parva|Larkham|Little Thornwade|Marrowby|Nether Cawdale|Oxenholt|"
    "Pendlewick|Quernford|Ravensedge|Saltersgill|Tarnbrook End|Upper Wexcombe|Wetherhope|Yarrowdene|St. Osyn's",
    between="|",
)

TOWNS = ("Harrowmere", "Castlewade", "Brigholme", "Thornaby Cross", "Eskminster", "Port Callan")
COUNTIES = ("Harrowshire", "Eastmarch", "Vale of Tarn")

STREETS = _listed(
    "Alderman's Row|Badger Holt|Bellfounder Street|Chandlery Lane|Cinder Path|Coppice Rise|Damson Close|Drovers Way|"
    "Fiddler's Green|Flaxman Terrace|Gasworks Lane|Glebe Piece|Hawthorn Bank|Ironmonger Hill|Jubilee Fold|Kiln Garth|"
    "Lambsfoot Avenue|Maltings Court|Nailmaker Street|Old Ferry Road|Pound Croft|Quarrymoor Drive|Ropewalk|"
    "Saddler's Mead|Tenter Field|Uplands View|Vicar's Acre|Weavers Rise|Yeoman Crescent",
    between="|",
)

HOUSES = ("Rose Cottage", "The Old Forge", "Mill Barn", "Orchard End", "Flat 2", "Flat 3B", "The Granary", "Unit 4")

# Two-letter areas that Royal Mail has not given to anybody: right in form, in no place.
POSTCODE_AREAS = ("HW", "VX", "QM", "ZT", "JD")

MAIL_DOMAINS = ("example.com", "example.org", "example.net", "post.example", "inbox.example", "homemail.example")

# Numbers that Ofcom keeps free for drama: (what stands before the last digits, how many digits are free).
MOBILE_RANGE = ("07700 900", 3)
LANDLINE_RANGES = (
    ("01632 960", 3),
    ("020 7946 0", 3),
    ("0113 496 0", 3),
    ("0161 496 0", 3),
    ("0191 498 0", 3),
    ("029 2018 0", 3),
)

TRADES = ("Builders", "Joinery", "Dental Care", "Consulting", "Garden Design", "Motors", "Bakery", "Veterinary Care")
NATIONALITIES = ("British",) * 14 + ("Irish", "Polish", "Nigerian", "Indian", "Portuguese", "Ghanaian")
