"""A slow, plain model of the contract, written from its text alone, to judge the product by."""
