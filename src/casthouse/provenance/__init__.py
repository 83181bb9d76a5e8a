"""Where metal came from: lots, the processes that made them of other lots, and what may be said of their origin."""
