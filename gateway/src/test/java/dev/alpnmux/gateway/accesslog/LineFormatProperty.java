package dev.alpnmux.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.testing.AccessLogSchema;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.pkitesting.CertificateBuilder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.naming.ldap.Rdn;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Nothing that somebody else chooses can end a line, or begin one. */
class LineFormatProperty {
  private static final Pattern ONE_LINE = Pattern.compile("[ -~]+\n");

  /** A word, or a text in quotes in which a quote is escaped. */
  private static final Pattern NAMES_AND_VALUES =
      Pattern.compile(
          "\\S+ \\w+( \\w+=([!#-\\[\\]-~]+|\"([ !#-\\[\\]-~]|\\\\[\"\\\\]|\\\\u[0-9a-f]{4})*\"))+\n");

  @Provide
  static Arbitrary<String> octets() {
    return Arbitraries.strings().withCharRange('\0', '\u00ff').ofMinLength(1).ofMaxLength(300);
  }

  @Provide
  static Arbitrary<ApplicationProtocol> ids() {
    return octets().filter(o -> o.length() <= 255).map(ApplicationProtocol::new);
  }

  private static String line(Format format, Entry entry) {
    StringBuilder lines = new StringBuilder();
    LineFormat.of(format).append(entry, lines);
    assertThat(lines).matches(ONE_LINE);
    return lines.toString();
  }

  @Property
  void whatAClientOffersIsReadBackAsItWas(
      @ForAll("octets") String serverName,
      @ForAll @Size(min = 1, max = 12) List<@From("ids") ApplicationProtocol> ids,
      @ForAll @StringLength(max = 40) String detail) {
    Entry entry = Entries.refused(Optional.of(serverName), ids, detail + '.');
    JsonNode json = AccessLogSchema.valid(line(Format.JSON, entry));
    List<ApplicationProtocol> listed = ids.subList(0, Math.min(8, ids.size()));
    assertThat(json.get("offered"))
        .map(id -> ApplicationProtocol.parse(id.asText()))
        .isEqualTo(listed);
    assertThat(json.path("offeredMore").asInt()).isEqualTo(ids.size() - listed.size());
    assertThat(json.get("error").asText()).isEqualTo(detail + '.');
    JsonNode ecs = AccessLogSchema.parse(line(Format.ECS, entry));
    assertThat(ecs.get("alpnmux.offered")).isEqualTo(json.get("offered"));
    assertThat(ecs.get("tls.client.server_name")).isEqualTo(json.get("serverName"));
    assertThat(ecs.get("error.message")).isEqualTo(json.get("error"));
    assertThat(line(Format.TEXT, entry)).matches(NAMES_AND_VALUES);
  }

  @Property(tries = 60)
  void whatAnAuthorityHasWrittenIsOneValue(@ForAll @StringLength(min = 1, max = 60) String name)
      throws Exception {
    ClientCertificate certificate = certificate(name.replace('\0', ' ') + 'x');
    Entry entry = Entries.served(certificate);
    JsonNode json = AccessLogSchema.valid(line(Format.JSON, entry));
    assertThat(json.at("/clientCertificate/subject").asText()).isEqualTo(certificate.subject());
    JsonNode ecs = AccessLogSchema.parse(line(Format.ECS, entry));
    assertThat(ecs.get("tls.client.subject").asText()).isEqualTo(certificate.subject());
    assertThat(line(Format.TEXT, entry)).matches(NAMES_AND_VALUES);
  }

  private static ClientCertificate certificate(String name) throws Exception {
    return ClientCertificate.of(
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + Rdn.escapeValue(name))
            .setIsCertificateAuthority(true)
            .buildSelfSigned()
            .getCertificate());
  }

  @Property
  void anyTextInQuotesIsReadBack(@ForAll String text) {
    StringBuilder out = new StringBuilder();
    JsonLine.quote(text, out);
    assertThat(out).matches("[ -~]+");
    assertThat(AccessLogSchema.parse(out.toString()).asText()).isEqualTo(text);
  }
}
