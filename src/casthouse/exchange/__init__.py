"""The formats of others, one file each: what comes in is distrusted, what goes out is reproducible."""
