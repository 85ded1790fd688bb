package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3001;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A template as it is written.
record Template(Source source, Node.Mapping root) {
  private static final List<String> SECTIONS =
      List.of(
          "AWSTemplateFormatVersion",
          "Description",
          "Metadata",
          "Parameters",
          "Rules",
          "Mappings",
          "Conditions",
          "Transform",
          "Globals",
          "Hooks",
          "Resources",
          "Outputs");

  /// Whether `root` is a template, with or without mistakes.
  static boolean isTemplate(Node root) {
    return root instanceof Node.Mapping object
        && (object.has("AWSTemplateFormatVersion") || object.has("Resources"));
  }

  /// The template in `source`; empty where there is none, after telling so.
  static Optional<Template> read(Source source, Problems problems) {
    return tree(source, problems)
        .map(root -> Includes.in(source, root, problems))
        .flatMap(root -> of(source, root, problems));
  }

  static Optional<Node> tree(Source source, Problems problems) {
    return source.text().stripLeading().startsWith("{")
        ? JsonReader.read(source, problems)
        : YamlReader.read(source, problems);
  }

  private static Optional<Template> of(Source source, Node root, Problems problems) {
    if (!(root instanceof Node.Mapping object) || !isTemplate(root)) {
      problems.add(
          Diagnostic.error(TD3001, root.described() + " that is no CloudFormation template")
              .at(root.location())
              .because("A template is an object with the section Resources.")
              .fixedBy("name a template, or the file that holds one"));
      return Optional.empty();
    }
    var template = new Template(source, object);
    template.tellSections(problems);
    return Optional.of(template);
  }

  private void tellSections(Problems problems) {
    for (var member : root.members()) {
      if (!SECTIONS.contains(member.name())) {
        problems.add(
            Diagnostic.error(TD3001, "a template has no section " + Quoted.of(member.name()))
                .at(member.nameLocation())
                .becauseAwsSays("Invalid template property or properties [" + member.name() + "]")
                .fixedBy(
                    Nearest.of(member.name(), SECTIONS)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it, or put it below Metadata")));
      }
    }
    if (root.get("Resources").isEmpty()) {
      problems.add(
          Diagnostic.error(TD3001, "a template without Resources")
              .at(root.location())
              .becauseAwsSays(
                  "Template format error: At least one Resources member must be defined.")
              .fixedBy("add the section Resources"));
    }
  }

  /// The members of a section by name; none where it is not there, or no object, which is told.
  Map<String, Node.Member> section(String name, Problems problems) {
    var members = new LinkedHashMap<String, Node.Member>();
    var section = root.get(name).filter(node -> !node.isEmpty());
    if (section.isPresent()) {
      if (section.get() instanceof Node.Mapping object) {
        object.members().forEach(member -> members.put(member.name(), member));
      } else {
        problems.add(
            Diagnostic.error(TD3001, Quoted.of(name) + " must be an object")
                .at(section.get().location())
                .becauseAwsSays("Template format error: " + name + " must be an object.")
                .fixedBy("write names and what they stand for below it"));
      }
    }
    return members;
  }

  /// The transforms that it asks for.
  List<Node.Scalar> transforms() {
    return switch (root.get("Transform").orElse(null)) {
      case Node.Scalar one when !one.isEmpty() -> List.of(one);
      case Node.Sequence list ->
          list.items().stream()
              .filter(Node.Scalar.class::isInstance)
              .map(Node.Scalar.class::cast)
              .toList();
      case null -> List.of();
      case Node.Scalar _, Node.Mapping _ -> List.of();
    };
  }
}
