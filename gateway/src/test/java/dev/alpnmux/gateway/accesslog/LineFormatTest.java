package dev.alpnmux.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.testing.AccessLogSchema;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineFormatTest {
  private static final ClientCertificate CERTIFICATE =
      ClientCertificate.of(TestCertificates.issued("ops").getCertificate());

  private static final Entry REFUSED =
      Entries.refused(
          Optional.of("db.example.com"),
          List.of(ApplicationProtocol.parse("ordres"), ApplicationProtocol.parse("a%0Ab")),
          "no offered ALPN id is a service here");

  private static String line(Format format, Entry entry) {
    StringBuilder lines = new StringBuilder();
    LineFormat.of(format).append(entry, lines);
    assertThat(lines).endsWith("\n");
    return lines.substring(0, lines.length() - 1);
  }

  private static String dropped(Format format) {
    StringBuilder lines = new StringBuilder();
    LineFormat.of(format).appendDropped(Entries.ENDED, Dropped.SAMPLED, 870, lines);
    return lines.toString();
  }

  @Test
  void jsonSaysAllThatIsKnown() {
    String line = line(Format.JSON, Entries.served(CERTIFICATE));
    AccessLogSchema.valid(line);
    assertThat(line)
        .isEqualTo(
            """
            {"event":"end","time":"2026-03-14T09:26:53.590Z","accepted":"2026-03-14T09:26:41.548Z",\
            "connection":17,"listener":"public","client":{"address":"203.0.113.9","port":50112},\
            "peer":{"address":"10.0.0.2","port":41000},"serverName":"db.example.com",\
            "offered":["postgresql"],"offeredMore":3,"service":"orders-db","protocol":"postgresql",\
            "mode":"terminate","tls":{"version":"TLSv1.3","cipher":"TLS_AES_128_GCM_SHA256",\
            "group":"X25519","resumed":true},"clientCertificate":{"subject":"CN=client",\
            "serial":"SERIAL","sha256":"FINGERPRINT"},"upstream":"10.0.0.5:5432","bytesFromClient":512,\
            "bytesToClient":40960,"ending":"client_reset","closedBy":"client",\
            "error":"the client reset the connection","seconds":{"hello":0.000412,\
            "handshake":0.001031,"connect":0.000201,"total":12.042107}}"""
                .replace("SERIAL", CERTIFICATE.serial())
                .replace("FINGERPRINT", CERTIFICATE.fingerprint()));
  }

  @Test
  void jsonSaysWhyAndByWhichAlert() {
    String line = line(Format.JSON, REFUSED);
    AccessLogSchema.valid(line);
    assertThat(line)
        .isEqualTo(
            """
            {"event":"end","time":"2026-03-14T09:26:53.590Z","accepted":"2026-03-14T09:26:41.548Z",\
            "connection":17,"listener":"public","client":{"address":"203.0.113.9","port":50112},\
            "serverName":"db.example.com","offered":["ordres","a%0Ab"],"bytesFromClient":0,\
            "bytesToClient":0,"ending":"refused","reason":"unknown_service","alert":120,\
            "closedBy":"gateway","error":"no offered ALPN id is a service here",\
            "seconds":{"hello":0.001000,"total":0.002000}}""");
  }

  @Test
  void jsonSaysThatAConnectionBeginsAndThatLinesAreMissing() {
    String start = line(Format.JSON, Entries.begun());
    AccessLogSchema.valid(start);
    AccessLogSchema.valid(dropped(Format.JSON));
    assertThat(start)
        .isEqualTo(
            """
            {"event":"start","time":"2026-03-14T09:26:41.548Z","connection":17,\
            "listener":"public","client":{"address":"203.0.113.9","port":50112}}""");
    assertThat(dropped(Format.JSON))
        .isEqualTo(
            """
            {"event":"dropped","time":"2026-03-14T09:26:53.590Z","reason":"sampled","count":870}
            """);
  }

  @Test
  void ecsUsesTheNamesOfTheSchema() {
    JsonNode line = AccessLogSchema.parse(line(Format.ECS, Entries.served(CERTIFICATE)));
    JsonNode expected =
        AccessLogSchema.parse(
            """
            {"@timestamp":"2026-03-14T09:26:53.590Z","ecs.version":"8.17.0","event.kind":"event",
             "event.dataset":"alpnmux.access","event.category":["network"],
             "event.type":["connection","end"],"event.action":"connection-closed",
             "event.outcome":"failure","event.start":"2026-03-14T09:26:41.548Z",
             "event.end":"2026-03-14T09:26:53.590Z","event.duration":12042107000,
             "alpnmux.connection":17,"alpnmux.listener":"public","network.transport":"tcp",
             "source.address":"203.0.113.9","source.ip":"203.0.113.9","source.port":50112,
             "alpnmux.peer.address":"10.0.0.2","alpnmux.peer.ip":"10.0.0.2",
             "alpnmux.peer.port":41000,"server.address":"192.0.2.1","server.ip":"192.0.2.1",
             "server.port":443,"tls.client.server_name":"db.example.com",
             "alpnmux.offered":["postgresql"],"alpnmux.offered_more":3,
             "alpnmux.service":"orders-db","alpnmux.mode":"terminate",
             "tls.next_protocol":"postgresql","tls.established":true,"tls.version_protocol":"tls",
             "tls.version":"1.3","tls.cipher":"TLS_AES_128_GCM_SHA256","tls.curve":"X25519",
             "tls.resumed":true,"tls.client.subject":"CN=client",
             "tls.client.x509.serial_number":"SERIAL","tls.client.hash.sha256":"FINGERPRINT",
             "alpnmux.upstream":"10.0.0.5:5432","destination.address":"10.0.0.5",
             "destination.ip":"10.0.0.5","destination.port":5432,"source.bytes":512,
             "destination.bytes":40960,"network.bytes":41472,"alpnmux.ending":"client_reset",
             "alpnmux.closed_by":"client","error.message":"the client reset the connection",
             "alpnmux.seconds.hello":0.000412,"alpnmux.seconds.handshake":0.001031,
             "alpnmux.seconds.connect":0.000201}"""
                .replace("SERIAL", CERTIFICATE.serial().toUpperCase(Locale.ROOT))
                .replace("FINGERPRINT", CERTIFICATE.fingerprint().toUpperCase(Locale.ROOT)));
    assertThat(line).isEqualTo(expected);
  }

  @Test
  void ecsCallsARefusalDenied() {
    JsonNode line = AccessLogSchema.parse(line(Format.ECS, REFUSED));
    assertThat(line.get("event.type")).hasToString("[\"connection\",\"denied\"]");
    assertThat(line.get("event.action").asText()).isEqualTo("connection-refused");
    assertThat(line.get("alpnmux.reason").asText()).isEqualTo("unknown_service");
    assertThat(line.get("alpnmux.alert").asInt()).isEqualTo(120);
    JsonNode start = AccessLogSchema.parse(line(Format.ECS, Entries.begun()));
    assertThat(start.get("event.type")).hasToString("[\"connection\",\"start\"]");
    assertThat(AccessLogSchema.parse(dropped(Format.ECS)).get("alpnmux.dropped").asInt())
        .isEqualTo(870);
  }

  @Test
  void textIsForPeople() {
    assertThat(line(Format.TEXT, Entries.served(CERTIFICATE)))
        .isEqualTo(
            """
            2026-03-14T09:26:53.590Z closed connection=17 listener=public \
            client=203.0.113.9:50112 peer=10.0.0.2:41000 serverName=db.example.com \
            offered=postgresql offeredMore=3 service=orders-db protocol=postgresql mode=terminate \
            tls=TLSv1.3 cipher=TLS_AES_128_GCM_SHA256 group=X25519 resumed=true \
            certificate="CN=client serial SERIAL" upstream=10.0.0.5:5432 fromClient=512 \
            toClient=40960 ending=client_reset closedBy=client \
            error="the client reset the connection" helloSeconds=0.000412 \
            handshakeSeconds=0.001031 connectSeconds=0.000201 seconds=12.042107"""
                .replace("SERIAL", CERTIFICATE.serial()));
    assertThat(line(Format.TEXT, REFUSED))
        .startsWith("2026-03-14T09:26:53.590Z refused connection=17 ")
        .contains(" offered=ordres,a%0Ab ", " reason=unknown_service alert=120 closedBy=gateway ");
    assertThat(line(Format.TEXT, Entries.begun()))
        .isEqualTo(
            "2026-03-14T09:26:41.548Z accepted connection=17 listener=public"
                + " client=203.0.113.9:50112");
    assertThat(dropped(Format.TEXT))
        .isEqualTo("2026-03-14T09:26:53.590Z dropped reason=sampled count=870\n");
  }

  @Test
  void atMostEightIdsAreListed() {
    List<ApplicationProtocol> ids =
        Collections.nCopies(1000, ApplicationProtocol.parse("x".repeat(255)));
    JsonNode line =
        AccessLogSchema.valid(line(Format.JSON, Entries.refused(Optional.empty(), ids, "no")));
    assertThat(line.get("offered")).hasSize(8);
    assertThat(line.get("offeredMore").asInt()).isEqualTo(992);
    assertThat(line.has("serverName")).isFalse();
  }

  @Test
  void theSchemaIsOneAndItsExamplesFit() {
    AccessLogSchema.assertIsSchema();
    JsonNode examples = AccessLogSchema.root().get("examples");
    assertThat(examples).hasSizeGreaterThan(3);
    examples.forEach(example -> AccessLogSchema.valid(example.toString()));
  }
}
