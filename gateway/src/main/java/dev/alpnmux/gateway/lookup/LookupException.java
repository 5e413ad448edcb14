package dev.alpnmux.gateway.lookup;

import dev.alpnmux.gateway.wire.FailureText;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import java.net.UnknownHostException;
import java.util.Locale;

/** A name cannot be looked up. Its message says why, and is the same for the same reason. */
final class LookupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;

  LookupException(String why) {
    super(why);
    this.why = why;
  }

  private LookupException(String why, Throwable cause) {
    super(why, cause);
    this.why = why;
  }

  /** Its message. */
  String why() {
    return why;
  }

  /** Says it without the numbers of queries and sockets that Netty's messages hold. */
  static LookupException of(Throwable failure) {
    return failure instanceof LookupException known
        ? known
        : new LookupException(text(failure), failure);
  }

  private static String text(Throwable failure) {
    Throwable cause = failure.getCause();
    if (isTimeout(failure)) {
      return "no DNS server answers";
    }
    if (cause instanceof DnsErrorCauseException answer) {
      return "DNS answers " + answer.getCode().toString().toUpperCase(Locale.ROOT);
    }
    return failure instanceof UnknownHostException && cause == null
        ? "DNS has no such record of it"
        : FailureText.of(failure);
  }

  private static boolean isTimeout(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (DnsNameResolver.isTimeoutError(t)) {
        return true;
      }
    }
    return false;
  }
}
