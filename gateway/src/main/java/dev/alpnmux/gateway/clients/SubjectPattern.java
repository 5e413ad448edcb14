package dev.alpnmux.gateway.clients;

import java.util.Locale;

/**
 * A value of one attribute of the subject, whole and with its case.
 *
 * @param type {@code CN} or {@code OU}
 */
record SubjectPattern(String type, String value) implements ClientPattern {
  SubjectPattern {
    if (value.isEmpty()
        || !value.equals(value.strip())
        || value.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "expected the whole name, without blanks around it, behind \""
              + kind(type)
              + "\" but found \""
              + kind(type)
              + value
              + '"');
    }
  }

  private static String kind(String type) {
    return type.toLowerCase(Locale.ROOT) + ':';
  }

  @Override
  public boolean matches(ClientCertificate certificate) {
    return certificate.subjectValues(type).contains(value);
  }

  @Override
  public String toString() {
    return kind(type) + value;
  }
}
