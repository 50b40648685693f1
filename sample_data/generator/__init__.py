"""Parts of `make_samples.py`: the made-up firm, its three exports and the mess in them."""
