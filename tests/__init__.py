"""The tests: unit, property, scenario, contract (every store), golden, web, browser, cli."""
