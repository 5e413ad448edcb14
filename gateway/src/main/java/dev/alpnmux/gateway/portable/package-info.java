/**
 * The data path on Netty channels: any operating system and transport. Read {@link
 * dev.alpnmux.gateway.portable.PortableConnection} first.
 */
@NullMarked
package dev.alpnmux.gateway.portable;

import org.jspecify.annotations.NullMarked;
