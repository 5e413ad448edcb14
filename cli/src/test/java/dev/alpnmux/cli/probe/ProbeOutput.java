package dev.alpnmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What a probe prints, in one form or another. */
final class ProbeOutput {
  private ProbeOutput() {}

  static String text(Target target) throws Exception {
    return printed(target, out -> new TextReport(out, target));
  }

  /** Checks the JSON of a probe by its schema, in which there must be no unknown members. */
  static void checkJson(Target target) throws Exception {
    String line = printed(target, out -> new JsonReport(out, target));
    JsonNode json = JsonMapper.builder().build().readTree(line);
    String schema;
    try (InputStream in = ApplicationProtocol.class.getResourceAsStream("schema/probe-1.json")) {
      schema = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    String closed =
        schema.replace("\"properties\"", "\"additionalProperties\": false, \"properties\"");

    assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(closed).validate(json))
        .isEmpty();
    assertThat(line.strip()).doesNotContain("\n");
    assertThat(json.findValuesAsText("result")).contains("pass", "fail", "notApplicable");
    assertThat(
            json.get("passed").asInt()
                + json.get("failed").asInt()
                + json.get("notApplicable").asInt())
        .isEqualTo(json.get("checks").size());
  }

  private static String printed(Target target, Function<PrintStream, Report> report)
      throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Path authority = TestCertificates.FOLDER.resolve("ca.pem");
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      new Probe(Subject.meet(target), WitnessedTrust.in(Optional.of(authority)))
          .run(report.apply(out));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
