"""Maps and height profiles, drawn as ordinary traces over our own base map."""
