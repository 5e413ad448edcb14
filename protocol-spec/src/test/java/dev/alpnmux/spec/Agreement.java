package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

/** Assertions for code that runs a hundred million times: nothing is made unless one fails. */
final class Agreement {
  private Agreement() {}

  static void same(Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  static void sameNumber(int actual, int expected) {
    if (actual != expected) {
      assertThat(actual).isEqualTo(expected);
    }
  }

  /** Whether nothing in a text controls a terminal, or looks like something else in it. */
  static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
