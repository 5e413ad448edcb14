package dev.alpnmux.spec;

import dev.alpnmux.spec.ProxyHeader.Command;
import dev.alpnmux.spec.ProxyHeader.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses a PROXY header of version 1. */
final class ProxyLineParser {
  private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

  private ProxyLineParser() {}

  /** Parses what stands between {@code "PROXY "} and CRLF. */
  static ProxyHeader parse(String line) throws HelloSyntaxException {
    String[] words = line.split(" ", -1);
    if (words[0].equals("UNKNOWN")) {
      // What may follow is to be ignored.
      return new ProxyHeader(Command.PROXY, Optional.empty(), List.of());
    }
    boolean isIpv4 = words[0].equals("TCP4");
    if (!isIpv4 && !words[0].equals("TCP6")) {
      throw malformed("the PROXY line names neither TCP4 nor TCP6 nor UNKNOWN");
    }
    if (words.length != 5) {
      throw malformed("the PROXY line does not have two addresses and two ports");
    }
    return ProxyHeader.of(
        endpoint(words[1], words[3], isIpv4), endpoint(words[2], words[4], isIpv4), List.of());
  }

  private static Endpoint endpoint(String address, String port, boolean isIpv4)
      throws HelloSyntaxException {
    Optional<String> octets = isIpv4 ? IpText.parseIpv4(address) : IpText.parseIpv6(address);
    if (octets.isEmpty()) {
      throw malformed("the PROXY line has an address that is not of its family");
    }
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > 0xFFFF) {
      throw malformed("the PROXY line has a port that is no number from 0 to 65535");
    }
    return new Endpoint(octets.get(), Integer.parseInt(port));
  }

  private static HelloSyntaxException malformed(String detail) {
    return new HelloSyntaxException(Refusal.PROXY_HEADER, detail);
  }
}
