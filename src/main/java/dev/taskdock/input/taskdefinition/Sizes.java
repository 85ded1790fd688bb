package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2020;
import static dev.taskdock.problem.Code.TD2021;
import static dev.taskdock.problem.Code.TD2022;

import dev.taskdock.input.Fields;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskSize;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// The sizes a task can have on Fargate, and how `cpu` and `memory` of a task are written.
///
/// Source: developer guide, "Task CPU and memory"; a GB is 1024 MiB, a vCPU 1024 units.
final class Sizes {
  private static final int UNITS = 1024;

  /// CPU units and the memory they can be had with.
  private record Offer(int cpu, List<Integer> memory) {
    private Offer {
      memory = List.copyOf(memory);
    }
  }

  private static final List<Offer> OFFERS =
      List.of(
          new Offer(256, List.of(512, 1024, 2048)),
          new Offer(512, List.of(1024, 2048, 3072, 4096)),
          new Offer(1024, steps(2048, 8192, 1024)),
          new Offer(2048, steps(4096, 16_384, 1024)),
          new Offer(4096, steps(8192, 30_720, 1024)),
          new Offer(8192, steps(16_384, 61_440, 4096)),
          new Offer(16_384, steps(32_768, 122_880, 8192)),
          new Offer(32_768, List.of(61_440, 122_880, 249_856)));

  private Sizes() {}

  private static List<Integer> steps(int from, int to, int step) {
    var steps = new ArrayList<Integer>();
    for (int memory = from; memory <= to; memory += step) {
      steps.add(memory);
    }
    return List.copyOf(steps);
  }

  /// The smallest that has at least this much of both, or else the largest.
  static TaskSize atLeast(int cpu, int memory) {
    for (var offer : OFFERS) {
      var enough = offer.memory().stream().filter(m -> m >= memory).findFirst();
      if (offer.cpu() >= cpu && enough.isPresent()) {
        return new TaskSize(new CpuUnits(offer.cpu()), new Mebibytes(enough.get()));
      }
    }
    var largest = OFFERS.getLast();
    return new TaskSize(new CpuUnits(largest.cpu()), new Mebibytes(largest.memory().getLast()));
  }

  /// The size written in `task`; empty where it names none or it was wrong.
  ///
  /// @param mistake how bad it is to have none, or one that is not offered
  static Optional<TaskSize> read(Fields task, Severity mistake) {
    var cpu = cpu(task);
    var memory = memory(task);
    missing(task, "cpu", mistake).ifPresent(task::add);
    missing(task, "memory", mistake).ifPresent(task::add);
    if (cpu.isEmpty() || memory.isEmpty()) {
      return Optional.empty();
    }
    var size = new TaskSize(new CpuUnits(cpu.getAsInt()), new Mebibytes(memory.getAsInt()));
    notOffered(size, task.locationOf("cpu"), mistake)
        .map(d -> d.seeAlso(task.locationOf("memory"), "memory"))
        .ifPresent(task::add);
    return Optional.of(size);
  }

  /// The `cpu` of a task in units: a number of them, or of vCPUs.
  static OptionalInt cpu(Fields task) {
    return amount(task, "cpu", "vcpu", "\"256\" or \".25 vCPU\"");
  }

  /// The `memory` of a task in MiB: a number of them, or of GB.
  static OptionalInt memory(Fields task) {
    return amount(task, "memory", "gb", "\"512\" or \"0.5GB\"");
  }

  /// What is wrong with a size that Fargate does not offer.
  static Optional<Diagnostic> notOffered(TaskSize size, Location where, Severity mistake) {
    int cpu = size.cpu().units();
    int memory = size.memory().count();
    if (OFFERS.stream().anyMatch(o -> o.cpu() == cpu && o.memory().contains(memory))) {
      return Optional.empty();
    }
    var what = "cpu " + cpu + " with memory " + memory + " is no size of Fargate";
    return Optional.of(
        Diagnostic.of(mistake, TD2021, what)
            .at(where)
            .becauseAwsSays(
                "No Fargate configuration exists for given values: "
                    + cpu
                    + " CPU, "
                    + memory
                    + " memory. See the Amazon ECS documentation for the valid values.")
            .fixedBy("use " + String.join(", or ", nearest(cpu, memory))));
  }

  private static Optional<Diagnostic> missing(Fields task, String member, Severity mistake) {
    if (task.has(member)) {
      return Optional.empty();
    }
    var what = "no " + Quoted.of(member) + " for the task";
    return Optional.of(
        Diagnostic.of(mistake, TD2020, what)
            .at(task.location())
            .becauseAwsSays("Fargate requires that '" + member + "' be defined at the task level.")
            .fixedBy("add \"cpu\": \"256\" and \"memory\": \"512\", the smallest size"));
  }

  /// The offered pair nearest in memory with this much CPU, and the nearest in CPU with this
  /// memory.
  private static List<String> nearest(int cpu, int memory) {
    var pairs = new ArrayList<String>();
    var sameCpu = nearestOf(OFFERS.stream().map(Offer::cpu).toList(), cpu);
    var offer = OFFERS.stream().filter(o -> o.cpu() == sameCpu).findFirst().orElseThrow();
    pairs.add(pair(sameCpu, nearestOf(offer.memory(), memory)));
    var sameMemory = OFFERS.stream().filter(o -> o.memory().contains(memory)).map(Offer::cpu);
    var others = sameMemory.filter(other -> other != sameCpu).toList();
    if (!others.isEmpty()) {
      pairs.add(pair(nearestOf(others, cpu), memory));
    }
    return pairs;
  }

  private static String pair(int cpu, int memory) {
    return "\"cpu\": \"" + cpu + "\" with \"memory\": \"" + memory + "\"";
  }

  private static int nearestOf(List<Integer> offered, int wanted) {
    int best = offered.getFirst();
    for (int value : offered) {
      best = Math.abs(value - wanted) < Math.abs(best - wanted) ? value : best;
    }
    return best;
  }

  private static OptionalInt amount(Fields task, String member, String unit, String example) {
    var text = task.text(member);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    var amount = parsed(text.get().toLowerCase(Locale.ROOT).strip(), unit);
    if (amount.isEmpty()) {
      task.add(
          Diagnostic.error(TD2022, Quoted.of(member) + " cannot be " + Quoted.of(text.get()))
              .at(task.locationOf(member))
              .because(
                  member.equals("cpu")
                      ? "It is a number of CPU units, 1024 for a vCPU, or of vCPUs."
                      : "It is a number of MiB, or of GB.")
              .fixedBy("write it as " + example));
    }
    return amount;
  }

  /// A whole number, or a decimal followed by `unit`, which is 1024 of them.
  private static OptionalInt parsed(String text, String unit) {
    try {
      if (!text.endsWith(unit)) {
        int whole = Integer.parseInt(text);
        return whole > 0 ? OptionalInt.of(whole) : OptionalInt.empty();
      }
      var number = text.substring(0, text.length() - unit.length()).strip();
      boolean decimal = number.chars().allMatch(c -> c == '.' || ('0' <= c && c <= '9'));
      double scaled = decimal ? Double.parseDouble(number) * UNITS : 0;
      boolean usable = scaled >= 1 && scaled <= Integer.MAX_VALUE;
      return usable ? OptionalInt.of((int) Math.round(scaled)) : OptionalInt.empty();
    } catch (NumberFormatException _) {
      return OptionalInt.empty();
    }
  }
}
