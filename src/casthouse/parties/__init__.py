"""Who takes part: organisations, facilities, certification scopes' members, supply-chain activities."""
