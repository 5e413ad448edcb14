package dev.alpnmux.spec;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * An immutable list of 16-bit numbers that holds them as they are on the wire: a gateway keeps what
 * each of its clients offered, and objects for the numbers would be most of that.
 */
final class Uint16List extends AbstractList<Integer> implements RandomAccess {
  private final char[] values;

  private Uint16List(char[] values) {
    this.values = values;
  }

  /** Reads all that is left. */
  static Uint16List rest(OctetReader list) throws HelloSyntaxException {
    char[] values = new char[(list.remaining() + 1) / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (char) list.uint16();
    }
    return new Uint16List(values);
  }

  @Override
  public Integer get(int index) {
    return (int) values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean contains(Object number) {
    for (char value : values) {
      if (number.equals((int) value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Uint16List list
        ? Arrays.equals(values, list.values)
        : super.equals(other);
  }

  /** As every list has it. */
  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
