"""Charts of a crew's booklet, drawn as SVG without a browser: 430 crews have no time for one."""
