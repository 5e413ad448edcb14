/**
 * An authority and certificates for development, made without any program or library beside the
 * JDK. Read {@link dev.alpnmux.cli.certificate.DevelopmentCertificates} first.
 */
@NullMarked
package dev.alpnmux.cli.certificate;

import org.jspecify.annotations.NullMarked;
