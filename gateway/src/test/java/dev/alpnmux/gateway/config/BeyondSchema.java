package dev.alpnmux.gateway.config;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What the reader refuses and a schema may let pass, because a schema judges one value at a time,
 * by its form. Every other problem is one that the schema has to find too.
 */
enum BeyondSchema {
  /** Duplicate keys are gone before a schema sees the document. */
  DUPLICATE_KEY("^duplicate key "),
  /** What stands in a file, or that it is there; these messages begin with its path. */
  FILE("^" + ConfigFiles.FOLDER + "/.*: "),
  /** What kind of file that is: one that is there already, a device or a pipe. */
  FILE_KIND("^\"rotate\" is for a file, |: this is a device or a pipe; "),
  /** Two equal things in different places or different spellings. */
  TWICE(" stands in the list twice$| too$| too[; ]|^a listener has the address "),
  /** A name that stands for something elsewhere in the document. */
  REFERENCE("^there is no service |^with \"strictness\": \"report\" the default service cannot "),
  /** The value of a number with its unit, or in an address; a pattern knows digits only. */
  RANGE("^expected a (size|duration|port) from |^expected at most |^it is shorter than "),
  /** Whether a text of digits, colons and dots is an address, and where its prefix ends. */
  CLIENT_ADDRESSES("^expected an address or a block |^expected a prefix | bits behind its prefix"),
  /** Whether a host or the inside of brackets is an address. */
  HOST(" is neither a host name nor an IP address$| is not a DNS name$"),
  /** What an id means, in all its spellings. */
  ID(
      "^acme-tls/1 |^alpnmux\\.services/1 |reserved by RFC 8701|^\"services\" answers|^the id \"alpnmux\\."),
  /** Whether an address is one of this machine. */
  LOOPBACK("^TCPMUX is clear text, "),
  /** How long the key of a service is, and that HELP is none, in letters of any case. */
  TCPMUX_NAME("^a TCPMUX name |^TCPMUX clients ask "),
  /** Which names certificates have. */
  CERTIFICATE_NAMES("^no certificate | has no host name to verify ");

  private final Pattern message;

  BeyondSchema(String message) {
    this.message = Pattern.compile(message);
  }

  boolean covers(ConfigProblem problem) {
    return message.matcher(problem.message()).find();
  }

  static boolean isBeyond(ConfigProblem problem) {
    return Arrays.stream(values()).anyMatch(category -> category.covers(problem));
  }
}
