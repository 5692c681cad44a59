"""The footprint: from activities and factors to an inventory with its uncertainty."""
