package dev.alpnmux.cli.gateway;

import dev.alpnmux.cli.log.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration with one listener and one certificate, as text.
 *
 * @param address where it listens
 * @param certificate the file of the certificate
 * @param privateKey the file of its key
 * @param builtins services that the gateway answers itself
 * @param services services with an upstream
 */
record ConfigText(
    String address,
    String certificate,
    String privateKey,
    List<String> builtins,
    List<ServiceUpstream> services) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        {
          "listeners": [ { "name": "public", "address": %s } ],
          "certificates": [ { "certificate": %s, "privateKey": %s } ],
          "services": {
        %s
          }
        }
        """,
        JsonText.quoted(address),
        JsonText.quoted(certificate),
        JsonText.quoted(privateKey),
        members());
  }

  private String members() {
    Stream<String> own =
        builtins.stream().map(name -> member(name, "\"builtin\": " + JsonText.quoted(name)));
    Stream<String> other =
        services.stream()
            .map(s -> member(s.name(), "\"upstreams\": [ " + JsonText.quoted(s.address()) + " ]"));
    return Stream.concat(own, other).collect(Collectors.joining(",\n"));
  }

  private static String member(String name, String value) {
    return "    " + JsonText.quoted(name) + ": { " + value + " }";
  }
}
