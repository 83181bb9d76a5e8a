"""Chain of custody: movements, stages, positions, periods, CoC Documents, eligibility of scrap."""
