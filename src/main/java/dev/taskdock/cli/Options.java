package dev.taskdock.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The options of a command, told to picocli one by one.
///
/// Annotations say the same in the class itself, and most commands use them. But to read them the
/// JVM writes classes at run time, which no AOT cache keeps; that is a quarter of what a short
/// command takes. So the commands that are asked for all day use this.
final class Options {
  private final CommandSpec spec;

  private Options(CommandSpec spec) {
    this.spec = spec;
  }

  /// A command without options.
  static Options of(Callable<Integer> command, String name, String description) {
    var options = new Options(CommandSpec.wrapWithoutInspection(command).name(name));
    options.spec.usageMessage().description(description);
    return options;
  }

  /// What the help ends with.
  Options footer(String heading, String... lines) {
    spec.usageMessage().footerHeading(heading).footer(lines);
    return this;
  }

  /// An option that is there or not.
  Options flag(Consumer<Boolean> to, String description, String... names) {
    return add(option(names, description).type(boolean.class), to);
  }

  /// The same, not shown in the help.
  Options hiddenFlag(Consumer<Boolean> to, String name) {
    return add(option(new String[] {name}, "").type(boolean.class).hidden(true), to);
  }

  /// An option with a value.
  Options text(Consumer<String> to, String label, String description, String... names) {
    return value(String.class, to, label, description, names);
  }

  /// An option with a value of a type that picocli can read.
  <T> Options value(
      Class<T> type, Consumer<T> to, String label, String description, String... names) {
    return add(option(names, description).paramLabel(label).type(type), to);
  }

  /// An option that may be given again and again.
  <T> Options values(
      Class<T> type, Consumer<List<T>> to, String label, String description, String... names) {
    return add(repeatable(type, label, description, names), to);
  }

  /// The same for a type that picocli cannot read.
  <T> Options values(
      Class<T> type,
      ITypeConverter<T> converter,
      Consumer<List<T>> to,
      String label,
      String description,
      String... names) {
    return add(repeatable(type, label, description, names).converters(converter), to);
  }

  /// One or more values without a name.
  Options parameters(Consumer<List<String>> to, String label, String description) {
    spec.addPositional(
        bound(
                PositionalParamSpec.builder()
                    .required(true)
                    .arity("1..*")
                    .paramLabel(label)
                    .description(description)
                    .type(List.class)
                    .auxiliaryTypes(String.class),
                to)
            .build());
    return this;
  }

  /// A value without a name, which may be left out.
  Options parameter(Consumer<String> to, String label, String description) {
    spec.addPositional(
        bound(
                PositionalParamSpec.builder()
                    .arity("0..1")
                    .paramLabel(label)
                    .description(description)
                    .type(String.class),
                to)
            .build());
    return this;
  }

  /// A value without a name, or by one of these names, but not both.
  Options parameterOrOption(
      Consumer<String> parameter,
      Consumer<String> option,
      String label,
      List<String> description,
      String... names) {
    var positional =
        PositionalParamSpec.builder()
            .arity("0..1")
            .paramLabel(label)
            .description(description.toArray(String[]::new))
            .type(String.class);
    var named = option(names, "The same, as an option.").paramLabel(label).type(String.class);
    spec.addArgGroup(
        ArgGroupSpec.builder()
            .addArg(bound(positional, parameter).build())
            .addArg(bound(named, option).build())
            .build());
    return this;
  }

  /// All of it, for picocli.
  CommandSpec spec() {
    return spec;
  }

  /// `--help`, on every command.
  static void addHelp(CommandSpec spec) {
    spec.addOption(
        option(new String[] {"-h", "--help"}, "Show this help.")
            .type(boolean.class)
            .usageHelp(true)
            .build());
  }

  private static OptionSpec.Builder option(String[] names, String description) {
    return OptionSpec.builder(names).description(description);
  }

  private static OptionSpec.Builder repeatable(
      Class<?> type, String label, String description, String... names) {
    return option(names, description)
        .paramLabel(label)
        .arity("1")
        .type(List.class)
        .auxiliaryTypes(type);
  }

  private Options add(OptionSpec.Builder option, Consumer<?> to) {
    spec.addOption(bound(option, to).build());
    return this;
  }

  private static OptionSpec.Builder bound(OptionSpec.Builder option, Consumer<?> to) {
    var binding = new Binding(to);
    return option.getter(binding).setter(binding);
  }

  private static PositionalParamSpec.Builder bound(
      PositionalParamSpec.Builder parameter, Consumer<?> to) {
    var binding = new Binding(to);
    return parameter.getter(binding).setter(binding);
  }

  /// Where picocli puts what it has read: it asks for it again, to add to a list.
  private static final class Binding implements IGetter, ISetter {
    private final Consumer<Object> to;
    private @Nullable Object value;

    /// @param to of the option's own type
    @SuppressWarnings("unchecked")
    Binding(Consumer<?> to) {
      this.to = (Consumer<Object>) to;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> @Nullable T get() {
      return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable T set(@Nullable T given) {
      var before = (T) value;
      value = given;
      if (given != null) {
        to.accept(given);
      }
      return before;
    }
  }
}
