package dev.alpnmux.cli.probe;

import static dev.alpnmux.spec.AlertDescription.PROTOCOL_VERSION;

import dev.alpnmux.cli.probe.wire.Extension;
import java.io.IOException;
import java.util.List;

/** Which versions of TLS a server takes a hello to offer. */
final class VersionChecks {
  private static final int SSL_3_0 = 0x0300;
  private static final int TLS_1_0 = 0x0301;
  private static final int TLS_1_1 = 0x0302;
  private static final int ABOVE_TLS_1_2 = 0x0304;
  private static final int FAR_ABOVE = 0x03FF;

  private final Subject subject;

  private VersionChecks(Subject subject) {
    this.subject = subject;
  }

  static Group of(Subject subject) {
    VersionChecks checks = new VersionChecks(subject);
    return new Group(
        "versions",
        List.of(
            new Check("old-versions", "AMX-HEL-12", "versions before TLS 1.2", checks::old),
            new Check("legacy-version", "AMX-HEL-11", "versions above TLS 1.2", checks::above)));
  }

  private Outcome old() throws IOException {
    return new Variants()
        .with("TLS 1.1", subject.plainTls12().withVersion(TLS_1_1))
        .with("TLS 1.0", subject.plainTls12().withVersion(TLS_1_0))
        .with("SSL 3.0", subject.plainTls12().withVersion(SSL_3_0))
        .with("supported_versions", subject.plainHello().with(Extension.versions(TLS_1_1, TLS_1_0)))
        .judge(subject, Expectation.alert(PROTOCOL_VERSION));
  }

  private Outcome above() throws IOException {
    if (!subject.speaksTls12()) {
      return Outcome.notApplicable("it does not speak TLS 1.2");
    }
    if (!subject.isComparable()) {
      return HelloChecks.incomparable(subject);
    }
    return new Variants()
        .with("0304", subject.plainTls12().withVersion(ABOVE_TLS_1_2))
        .with("03ff", subject.plainTls12().withVersion(FAR_ABOVE))
        .judge(subject, Expectation.like(subject.plainTls12Answer()));
  }
}
