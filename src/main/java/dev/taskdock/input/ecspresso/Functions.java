package dev.taskdock.input.ecspresso;

import static dev.taskdock.problem.Code.TD7030;
import static dev.taskdock.problem.Code.TD7031;

import dev.taskdock.input.declared.StandIns;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// The functions that ecspresso has in its templates, those of its plugins among them.
final class Functions {
  private static final List<String> PLUGINS =
      List.of("tfstate", "tfstatef", "cfn_output", "cfn_export", "ssm", "secretsmanager_arn");

  private final EcspressoSetting setting;
  private final StandIns standIns;
  private final Problems problems;
  private final Map<String, BiFunction<List<String>, Location, String>> functions;
  private final Optional<Location> place;

  Functions(EcspressoSetting setting, StandIns standIns, Problems problems) {
    this(setting, standIns, problems, new HashMap<>(), Optional.empty());
    functions.put("env", (a, _) -> env(a));
    functions.put("must_env", this::mustEnv);
    functions.put("json_escape", (a, _) -> escaped(a));
    functions.put("printf", (a, at) -> format(a, at));
    functions.put("print", (a, _) -> String.join("", a));
    functions.put("or", (a, _) -> first(a, true));
    functions.put("and", (a, _) -> first(a, false));
    functions.put("not", (a, _) -> "" + !isTrue(a.isEmpty() ? "" : a.getFirst()));
    functions.put(
        "eq", (a, _) -> "" + (a.size() > 1 && a.subList(1, a.size()).contains(a.getFirst())));
    functions.put("ne", (a, _) -> "" + (a.size() > 1 && !a.getFirst().equals(a.get(1))));
    functions.put("ssm", this::ssm);
    functions.put("secretsmanager_arn", this::secret);
    functions.put("cfn_output", (a, at) -> asked("the output", String.join(" ", a), at));
    functions.put("cfn_export", (a, at) -> asked("the export", String.join(" ", a), at));
    addState("", Optional.empty());
  }

  private Functions(
      EcspressoSetting setting,
      StandIns standIns,
      Problems problems,
      Map<String, BiFunction<List<String>, Location, String>> functions,
      Optional<Location> place) {
    this.setting = setting;
    this.standIns = standIns;
    this.problems = problems;
    this.functions = functions;
    this.place = place;
  }

  /// The same, asked at one place whatever their caller says.
  Functions at(Location asked) {
    return new Functions(setting, standIns, problems, functions, Optional.of(asked));
  }

  List<String> names() {
    return functions.keySet().stream().sorted().toList();
  }

  /// Gives `tfstate` and `tfstatef` after `prefix` the state they ask.
  void addState(String prefix, Optional<TerraformState> state) {
    functions.put(prefix + "tfstate", (a, at) -> state(state, a.isEmpty() ? "" : a.getFirst(), at));
    functions.put(prefix + "tfstatef", (a, at) -> state(state, format(a, at), at));
  }

  /// Gives the functions of another plugin a prefix too.
  void addPrefixed(String prefix) {
    for (var name : PLUGINS) {
      var known = functions.get(name);
      if (known != null) {
        functions.putIfAbsent(prefix + name, known);
      }
    }
  }

  /// What the function makes of its arguments; empty where there is none of that name.
  Optional<String> call(String name, List<String> arguments, Location at) {
    return Optional.ofNullable(functions.get(name))
        .or(() -> prefixed(name))
        .map(f -> f.apply(arguments, place.orElse(at)));
  }

  /// A plugin's function under a prefix that a configuration gives it, which is not at hand where a
  /// definition is read by itself.
  private Optional<BiFunction<List<String>, Location, String>> prefixed(String name) {
    return PLUGINS.stream()
        .filter(plugin -> name.endsWith("_" + plugin))
        .findFirst()
        .flatMap(plugin -> Optional.ofNullable(functions.get(plugin)));
  }

  /// The first of the variables that is set and not empty; the last argument where none is.
  private String env(List<String> names) {
    return names.stream()
        .map(n -> setting.shell().getOrDefault(n, ""))
        .filter(v -> !v.isEmpty())
        .findFirst()
        .orElse(names.isEmpty() ? "" : names.getLast());
  }

  private String mustEnv(List<String> names, Location at) {
    var name = names.isEmpty() ? "" : names.getFirst();
    var value = setting.shell().get(name);
    if (value != null) {
      return value;
    }
    if (name.equals("AWS_REGION") || name.equals("AWS_DEFAULT_REGION")) {
      // As everywhere here, where a shell says nothing.
      return dev.taskdock.model.Locality.NOWHERE.region();
    }
    tell(
        TD7031,
        Quoted.of(name) + " is not set here",
        "ecspresso: environment variable " + name + " is not defined",
        "export " + name + "=…",
        at,
        setting.exact());
    return standIns.of("the variable " + name, name, at);
  }

  private static String escaped(List<String> texts) {
    var json =
        dev.taskdock.input.JsonText.of(
            dev.taskdock.input.declared.Nodes.text(
                Location.startOf(""), texts.isEmpty() ? "" : texts.getFirst()));
    return json.substring(1, json.length() - 1);
  }

  /// As Go formats with `%s`, `%d`, `%v` and `%q`.
  private String format(List<String> arguments, Location at) {
    if (arguments.isEmpty()) {
      return "";
    }
    var rest = new ArrayList<>(arguments.subList(1, arguments.size()));
    var text = new StringBuilder();
    var format = arguments.getFirst();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
      } else if (format.charAt(++i) == '%') {
        text.append('%');
      } else if ("sdvq".indexOf(format.charAt(i)) >= 0 && !rest.isEmpty()) {
        var value = rest.removeFirst();
        text.append(format.charAt(i) == 'q' ? '"' + value + '"' : value);
      } else {
        tell(
            TD7030,
            "the format " + Quoted.of(format) + " does not fit its values",
            "Here a format has %s, %d, %v and %q, with a value for each.",
            "write %s",
            at,
            true);
      }
    }
    return text.toString();
  }

  private static String first(List<String> values, boolean wanted) {
    return values.stream()
        .filter(v -> isTrue(v) == wanted)
        .findFirst()
        .orElse(values.isEmpty() ? "" : values.getLast());
  }

  private static boolean isTrue(String value) {
    return !value.isEmpty() && !value.equals("false") && !value.equals("0");
  }

  private String ssm(List<String> arguments, Location at) {
    var name = arguments.isEmpty() ? "" : arguments.getFirst();
    var value = SecretReference.parse(name).flatMap(setting.kept()).map(SecretValue::text);
    if (value.isEmpty()) {
      return asked("the parameter", name, at);
    }
    if (arguments.size() < 2) {
      return value.get();
    }
    // A list of the parameter store, of which one is meant.
    var items = value.get().split(",", -1);
    int index = arguments.get(1).matches("\\d{1,4}") ? Integer.parseInt(arguments.get(1)) : 0;
    return index < items.length ? items[index] : "";
  }

  private String secret(List<String> arguments, Location at) {
    var name = arguments.isEmpty() ? "" : arguments.getFirst();
    return given(name)
        .orElseGet(() ->
            "arn:aws:secretsmanager:%s:%s:secret:%s"
                .formatted(
                    dev.taskdock.model.Locality.NOWHERE.region(),
                    dev.taskdock.model.Locality.NOWHERE.account(),
                    name));
  }

  private String state(Optional<TerraformState> state, String address, Location at) {
    var given = given(address);
    if (given.isPresent()) {
      return given.get();
    }
    var found = state.flatMap(s -> s.value(address));
    if (found.isEmpty() && state.isPresent()) {
      tell(
          TD7031,
          Quoted.of(address) + " is not in the state",
          "tfstate: the address is not found in " + state.get().file() + ".",
          "terraform apply, or --import '" + address + "=VALUE'",
          at,
          setting.exact());
    }
    return found.orElseGet(
        () -> standIns.of(Quoted.of(address) + " of Terraform's state", address, at));
  }

  private String asked(String what, String name, Location at) {
    return given(name).orElseGet(() -> standIns.of(what + " " + Quoted.of(name), name, at));
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(setting.given().get(name));
  }

  private void tell(Code code, String what, String why, String fix, Location at, boolean isError) {
    var shortened = what.length() < 72 ? what : what.substring(0, 70) + "…";
    problems.add(
        (isError ? Diagnostic.error(code, shortened) : Diagnostic.warning(code, shortened))
            .at(at)
            .because(why)
            .fixedBy(fix));
  }
}
