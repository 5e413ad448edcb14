package dev.alpnmux.gateway.clients;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Reads and writes the names of subjects and issuers by the grammar of RFC 2253. */
public final class DistinguishedName {
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]+");

  /** RFC 2253 §2.4: a backslash and two hexadecimal digits for each octet of UTF-8. */
  private static final HexFormat ESCAPE = HexFormat.of().withPrefix("\\").withUpperCase();

  private DistinguishedName() {}

  /** Returns the name as text of printable ASCII; other characters are escaped. */
  public static String text(X500Principal name) {
    String text = name.getName(X500Principal.RFC2253);
    return UNPRINTABLE.matcher(text).replaceAll(r -> Matcher.quoteReplacement(escaped(r.group())));
  }

  private static String escaped(String text) {
    return ESCAPE.formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns the values of an attribute, the most specific first. An RDN can have several
   * attributes, and each counts. A value that is no text is none. Looking for {@code CN=} in the
   * text instead would find what somebody has written into another field.
   */
  static List<String> values(X500Principal name, String type) {
    List<String> values = new ArrayList<>();
    try {
      List<Rdn> rdns = new LdapName(name.getName(X500Principal.RFC2253)).getRdns();
      // RFC 2253 §2.1 writes the most specific one first, and LdapName counts from the other end.
      for (int i = rdns.size() - 1; i >= 0; i--) {
        addText(rdns.get(i).toAttributes().get(type), values);
      }
      return values;
    } catch (NamingException e) {
      // A name that cannot be read allows nothing.
      return List.of();
    }
  }

  private static void addText(@Nullable Attribute attribute, List<String> values)
      throws NamingException {
    if (attribute == null) {
      return;
    }
    NamingEnumeration<?> all = attribute.getAll();
    while (all.hasMore()) {
      if (all.next() instanceof String text) {
        values.add(text);
      }
    }
  }
}
