package dev.alpnmux.gateway.oracle;

import static dev.alpnmux.gateway.oracle.Reading.Outcome.READ;
import static dev.alpnmux.gateway.oracle.Reading.Outcome.REFUSED;
import static dev.alpnmux.gateway.oracle.Reading.Outcome.WAITS;

import dev.alpnmux.gateway.oracle.Reading.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where another implementation takes a vector for something else than we do, and why. */
enum KnownDifference {
  /** We refuse a hello that two readers could take for two (RFC 8446 §4.2). */
  JDK_TAKES_DUPLICATES(
      "JDK",
      READ,
      "duplicate-alpn-extension",
      "duplicate-server-name-extension",
      "duplicate-unknown-extension"),
  /** We refuse what is behind the extensions (RFC 8446 §4: the struct ends there). */
  JDK_TAKES_TRAILING_OCTETS("JDK", READ, "lying-extensions-short", "trailing-behind-extensions"),
  /** RFC 8446 §4.1.2: there is one method at least. */
  JDK_TAKES_NO_COMPRESSION_METHOD("JDK", READ, "no-compression-methods"),
  /** RFC 8446 §5.1: handshake records are not empty. JDK 17.0.15 takes them, JDK 25 does not. */
  JDK_TAKES_EMPTY_RECORDS("JDK", READ, "empty-record-first", "empty-record-between"),
  /** The same. */
  BORINGSSL_TAKES_EMPTY_RECORDS("BORINGSSL", READ, "empty-record-first", "empty-record-between"),
  /** It looks for a version that it knows, and not at the end of the list. */
  BORINGSSL_TAKES_HALF_A_VERSION("BORINGSSL", READ, "odd-versions"),
  /** A declared length counts for us before a single octet of it has arrived. */
  JDK_WAITS_FOR_WHAT_IS_TOO_LONG("JDK", WAITS, "long-record", "records-over-bound"),
  /** See the one before. */
  BORINGSSL_WAITS_FOR_WHAT_IS_TOO_LONG("BORINGSSL", WAITS, "long-record"),
  /** As {@link #JDK_REFUSES_AN_EMPTY_NAME}, where one octet of a name is changed. */
  JDK_REFUSES_WHAT_IS_NO_HOST_NAME("JDK", REFUSED),
  /** For us the syntax is right, and the name unknown in the next step (AMX-SNI-2). */
  JDK_REFUSES_AN_EMPTY_NAME("JDK", REFUSED, "empty-server-name"),
  /** See the one before. */
  BORINGSSL_REFUSES_AN_EMPTY_NAME("BORINGSSL", REFUSED, "empty-server-name"),
  /** It can be read, but is answered with SHA-1 only. JDK 17.0.15 does that, JDK 25 does not. */
  JDK_HAS_NO_SIGNATURE_FOR_IT("JDK", REFUSED, "no-extensions", "empty-extensions"),
  /** It can be read, but there is no group for a key exchange that both know. */
  BORINGSSL_HAS_NO_CIPHER_FOR_IT("BORINGSSL", REFUSED, "no-extensions", "empty-extensions");

  private final String oracle;
  private final Outcome theirs;

  @SuppressWarnings("ImmutableEnumChecker") // a list that cannot be changed
  private final List<String> vectors;

  KnownDifference(String oracle, Outcome theirs, String... vectors) {
    this.oracle = oracle;
    this.theirs = theirs;
    this.vectors = List.of(vectors);
  }

  /** Returns what is known of this vector. */
  static Optional<KnownDifference> of(String oracle, String vector) {
    return Stream.of(values())
        .filter(known -> known.oracle.equals(oracle) && known.vectors.contains(vector))
        .findFirst();
  }

  /** Whether there are releases without it. */
  boolean isOfSomeReleases() {
    return this == JDK_TAKES_EMPTY_RECORDS || this == JDK_HAS_NO_SIGNATURE_FOR_IT;
  }

  /** What the other one makes of it. */
  Outcome theirs() {
    return theirs;
  }

  List<String> vectors() {
    return vectors;
  }
}
