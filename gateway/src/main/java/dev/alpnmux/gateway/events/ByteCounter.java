package dev.alpnmux.gateway.events;

/**
 * Counts the relayed bytes of a connection, besides the connection itself. Called for each read, on
 * the connection's event loop: no event, for it must cost next to nothing.
 */
public interface ByteCounter {
  /** One that counts nothing. */
  ByteCounter NONE = (direction, bytes) -> {};

  /** So many bytes more were relayed. */
  void count(Direction direction, int bytes);
}
