"""What people see and machines read, kept as files: a change of them is a decision, not an accident."""
