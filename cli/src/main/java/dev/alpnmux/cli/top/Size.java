package dev.alpnmux.cli.top;

/** How much room there is for text. */
record Size(int columns, int rows) {
  Size {
    if (columns < 1 || rows < 1) {
      throw new IllegalArgumentException("no room: " + columns + " columns, " + rows + " rows");
    }
  }
}
