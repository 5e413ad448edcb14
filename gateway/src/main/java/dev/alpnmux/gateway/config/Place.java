package dev.alpnmux.gateway.config;

/**
 * Where a key or value stands in the document.
 *
 * @param line from 1
 * @param pointer RFC 6901; empty for the document itself
 */
public record Place(int line, String pointer) {
  static final Place START = new Place(1, "");

  /** The member or element {@code key} of the value at this place. */
  Place child(String key, int childLine) {
    // RFC 6901 §3: these two characters have a meaning of their own in a pointer.
    String escaped = key.replace("~", "~0").replace("/", "~1");
    return new Place(childLine, pointer + "/" + escaped);
  }
}
