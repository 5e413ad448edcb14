package dev.alpnmux.grafana.lint;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The rules of dashboard-linter, under the names that it gives them. Where it exempts something
 * that these boards do not need, the rule here is the stricter one.
 */
enum BoardRule {
  TEMPLATE_DATASOURCE(VariableRules::datasource),
  TEMPLATE_JOB(board -> VariableRules.named(board, "job", "Job")),
  TEMPLATE_INSTANCE(board -> VariableRules.named(board, "instance", "Instance")),
  TEMPLATE_ON_TIME_CHANGE_RELOAD(VariableRules::reload),
  TEMPLATE_LABEL_PROMQL(VariableRules::promql),
  PANEL_DATASOURCE(PanelRules::datasource),
  PANEL_TITLE_DESCRIPTION(PanelRules::titleAndDescription),
  PANEL_UNITS(PanelRules::units),
  PANEL_NO_TARGETS(PanelRules::noTargets),
  TARGET_PROMQL(TargetRules::promql),
  TARGET_RATE_INTERVAL(TargetRules::rateInterval),
  TARGET_JOB(board -> TargetRules.matcher(board, "job")),
  TARGET_INSTANCE(board -> TargetRules.matcher(board, "instance")),
  TARGET_COUNTER_AGG(TargetRules::counters),
  TARGET_LOGQL(LogqlRules::logql),
  TARGET_LOGQL_AUTO(LogqlRules::auto),
  UNEDITABLE(PanelRules::uneditable);

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<Dashboard, List<String>> rule;

  BoardRule(Function<Dashboard, List<String>> rule) {
    this.rule = rule;
  }

  /** Returns what it has to complain about. */
  List<String> complaints(Dashboard board) {
    return rule.apply(board);
  }

  /** Returns the name that the linter gives it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-') + "-rule";
  }
}
