"""What metal cost the climate and what comes back: always under a named method, from factors with a source."""
