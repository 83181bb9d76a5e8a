"""The parts of the generator of the sample value chain; `samples/make_value_chain.py` puts them together."""
