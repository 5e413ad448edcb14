package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.stream.Collectors;

/** What the certificates can prove. */
final class CertificateNames {
  private final List<ServerCertificate> certificates;
  private final boolean isComplete;
  private final boolean isNeeded;
  private boolean isAbsenceReported;

  /**
   * @param isComplete whether every certificate could be read; if not, nothing follows from what is
   *     missing
   * @param isNeeded whether there are TLS clients to show one to
   */
  CertificateNames(List<ServerCertificate> certificates, boolean isComplete, boolean isNeeded) {
    this.certificates = certificates;
    this.isComplete = isComplete;
    this.isNeeded = isNeeded;
  }

  List<ServerCertificate> certificates() {
    return certificates;
  }

  /** Reports what a service needs of certificates and lacks. */
  void check(Section section, Service service, ServerNames names, Problems problems) {
    if (!isComplete || service.mode() == ServiceMode.PASSTHROUGH) {
      return;
    }
    if (certificates.isEmpty()) {
      reportAbsence(section);
      return;
    }
    for (ServerNames.Bound bound : names.names()) {
      if (!covers(bound.name())) {
        problems.add(bound.place(), uncovered(bound.name()));
      }
    }
  }

  /** Once: one certificate may do for all services. */
  private void reportAbsence(Section section) {
    if (isNeeded && !isAbsenceReported) {
      section.fault(
          "clients are shown a certificate here, and there is none; add \"certificates\":"
              + " [ { \"certificate\": \"gw.pem\", \"privateKey\": \"gw.key\" } ]");
    }
    isAbsenceReported = true;
  }

  private boolean covers(ServerNamePattern wanted) {
    return certificates.stream()
        .flatMap(certificate -> certificate.names().stream())
        .anyMatch(name -> name.covers(wanted));
  }

  private String uncovered(ServerNamePattern wanted) {
    return "no certificate covers "
        + wanted
        + "; there are "
        + certificates.stream()
            .map(certificate -> certificate.file() + " for " + namesOf(certificate))
            .collect(Collectors.joining(", "));
  }

  private static String namesOf(ServerCertificate certificate) {
    return certificate.names().isEmpty()
        ? "no DNS name"
        : certificate.names().stream()
            .map(ServerNamePattern::toString)
            .collect(Collectors.joining(" "));
  }
}
