package dev.alpnmux.cli.probe;

import java.util.List;

/** Checks about one thing, under one heading. */
record Group(String heading, List<Check> checks) {}
