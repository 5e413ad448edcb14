package dev.alpnmux.grafana.lint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the selectors of a PromQL expression. What an expression means it does not know: {@code
 * promtool} does.
 */
public final class PromqlReader {
  private static final Set<String> GROUPINGS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:][\\w:]*|[\\d.][\\w.]*|\\[[^\\]]*]|[^\\w\\s]");
  private static final Pattern MATCHER =
      Pattern.compile("[a-zA-Z_]\\w*(?:=~|!~|!=|=)\"(?:[^\"\\\\]|\\\\.)*\"");

  private final String expression;
  private final List<String> tokens = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();
  private final Deque<String> open = new ArrayDeque<>();
  private int next;

  private PromqlReader(String expression) {
    this.expression = expression;
    Matcher token = TOKEN.matcher(expression);
    int end = 0;
    while (token.lookingAt()) {
      if (!token.group().isBlank()) {
        tokens.add(token.group());
      }
      end = token.end();
      token.region(end, expression.length());
    }
    if (end < expression.length()) {
      throw broken("cannot be read from \"" + expression.substring(end) + "\" on");
    }
  }

  /**
   * Returns the selectors from left to right.
   *
   * @throws IllegalArgumentException if the expression is broken
   */
  public static List<Selector> selectors(String expression) {
    return new PromqlReader(expression).read();
  }

  private List<Selector> read() {
    while (next < tokens.size()) {
      readOne(tokens.get(next++));
    }
    if (!open.isEmpty()) {
      throw broken("a parenthesis is not closed");
    }
    if (selectors.isEmpty()) {
      throw broken("it selects nothing");
    }
    return selectors;
  }

  private void readOne(String token) {
    if (token.equals("(")) {
      open.push("");
    } else if (token.equals(")")) {
      if (open.isEmpty()) {
        throw broken("a parenthesis is closed that was not opened");
      }
      open.pop();
    } else if (token.equals("{")) {
      next--;
      select("");
    } else if (token.matches("[a-zA-Z_:].*")) {
      readName(token);
    }
  }

  private void readName(String name) {
    if (GROUPINGS.contains(name)) {
      if (isNext("(")) {
        next = tokens.subList(next, tokens.size()).indexOf(")") + next + 1;
      }
    } else if (isNext("(")) {
      next++;
      open.push(name);
    } else if (!OPERATORS.contains(name) && !isNext("by") && !isNext("without")) {
      // An aggregation may say how it groups before what it aggregates: that is no selector.
      select(name);
    }
  }

  private boolean isNext(String token) {
    return next < tokens.size() && tokens.get(next).equals(token);
  }

  private void select(String metric) {
    List<String> matchers = isNext("{") ? matchers() : List.of();
    String range = "";
    if (next < tokens.size() && tokens.get(next).startsWith("[")) {
      String brackets = tokens.get(next++);
      range = brackets.substring(1, brackets.length() - 1);
    }
    String function = open.isEmpty() ? "" : open.peek();
    selectors.add(new Selector(metric, matchers, range, function));
  }

  private List<String> matchers() {
    StringBuilder inside = new StringBuilder();
    for (next++; next < tokens.size() && !isNext("}"); next++) {
      inside.append(tokens.get(next));
    }
    if (!isNext("}")) {
      throw broken("a brace is not closed");
    }
    next++;
    List<String> matchers = MATCHER.matcher(inside).results().map(MatchResult::group).toList();
    if (!String.join(",", matchers).contentEquals(inside)) {
      throw broken("\"" + inside + "\" are no matchers");
    }
    return matchers;
  }

  private IllegalArgumentException broken(String why) {
    return new IllegalArgumentException(expression + ": " + why);
  }
}
