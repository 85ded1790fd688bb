package dev.taskdock.app;

import dev.taskdock.control.TaskCgroups;
import dev.taskdock.engine.EngineFacts;
import dev.taskdock.model.TaskId;
import dev.taskdock.model.TaskSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Control groups of whole tasks, made in the kernel that we share with the engine.
///
/// An engine makes the group of a container inside another one that it is told of, but sets limits
/// on its own only. So the outer group is ours to make and to cap, which takes root, and an engine
/// that makes groups itself: where systemd does, a group outside of its units is not for us to
/// make.
///
/// The engine makes the same path in the hierarchies of other controllers, and never removes it.
final class KernelCgroups implements TaskCgroups {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final String PREFIX = "taskdock-";

  private final Supplier<EngineFacts> facts;

  /// @param facts about the engine, needed when the first group is made
  KernelCgroups(Supplier<EngineFacts> facts) {
    this.facts = facts;
  }

  @Override
  public Optional<String> create(TaskId task, TaskSize size) {
    var engine = facts.get();
    if (obstacle(engine).isPresent()) {
      return Optional.empty();
    }
    try {
      for (var limit : atFirst(engine.cgroups(), name(task), size)) {
        Files.createDirectories(ROOT.resolve(limit.group()));
        if (limit.required() || Files.exists(ROOT.resolve(limit.file()))) {
          write(limit);
        }
      }
      return Optional.of("/" + name(task));
    } catch (IOException _) {
      remove(task);
      return Optional.empty();
    }
  }

  /// Why no group of a whole task can be made for an engine; empty where it may be tried.
  static Optional<String> obstacle(EngineFacts engine) {
    if (!Laptop.sharesKernelWith(engine)) {
      return Optional.of("the engine has a kernel of its own");
    }
    if (!engine.cgroupDriver().equals("cgroupfs")) {
      return Optional.of("the engine leaves its control groups to " + engine.cgroupDriver());
    }
    return Files.isWritable(ROOT)
        ? Optional.empty()
        : Optional.of("control groups take root, and taskdock runs without");
  }

  @Override
  public void capCpu(TaskId task, TaskSize size) {
    try {
      write(cpu(facts.get().cgroups(), name(task), Long.toString(size.cpu().quotaMicros())));
    } catch (IOException _) {
      // The task has ended and its group with it: what could be written before can be written now.
    }
  }

  @Override
  public void remove(TaskId task) {
    removeGroupsOf(task);
  }

  /// Removes the groups of a task, whoever made them.
  static void removeGroupsOf(TaskId task) {
    try (var hierarchies = Files.list(ROOT)) {
      Stream.concat(Stream.of(ROOT), hierarchies)
          .map(hierarchy -> hierarchy.resolve(name(task)))
          .forEach(KernelCgroups::removeGroup);
    } catch (IOException _) {
      // There are no control groups to be seen here, so none of ours.
    }
  }

  /// Removes the groups of tasks of which nothing is left: somebody else removed their containers,
  /// and taskdock was killed before it could see to the rest.
  ///
  /// @param known the ids of tasks that have containers
  /// @param before groups made later belong to tasks that may just be starting
  static void removeForsaken(Set<String> known, Instant before) {
    removeForsaken(ROOT, known, before);
  }

  static void removeForsaken(Path root, Set<String> known, Instant before) {
    try (var hierarchies = Files.list(root)) {
      for (var hierarchy : Stream.concat(Stream.of(root), hierarchies).toList()) {
        if (!Files.isDirectory(hierarchy, LinkOption.NOFOLLOW_LINKS)) {
          continue;
        }
        try (var groups = Files.newDirectoryStream(hierarchy, PREFIX + "*")) {
          for (var group : groups) {
            boolean old = Files.getLastModifiedTime(group).toInstant().isBefore(before);
            var task = group.getFileName().toString().substring(PREFIX.length());
            if (old && !known.contains(task)) {
              removeGroup(group);
            }
          }
        }
      }
    } catch (IOException _) {
      // As above; or one of them went meanwhile.
    }
  }

  /// One line to be written.
  ///
  /// @param group the folder, relative to where the kernel shows its groups
  /// @param required whether the cap is none without it; kernels may not account for swap
  record Limit(String group, String knob, String value, boolean required) {
    String file() {
      return group + "/" + knob;
    }
  }

  /// What is written when the group of a task is made: its memory, swap included, and that there is
  /// no cap of processor time yet, which proves that there can be one.
  ///
  /// @param version of control groups, `1` or `2`
  static List<Limit> atFirst(String version, String group, TaskSize size) {
    var memory = Long.toString(size.memory().bytes());
    return version.equals("2")
        ? List.of(
            new Limit(group, "memory.max", memory, true),
            new Limit(group, "memory.swap.max", "0", false),
            cpu(version, group, "max"))
        : List.of(
            new Limit("memory/" + group, "memory.limit_in_bytes", memory, true),
            new Limit("memory/" + group, "memory.memsw.limit_in_bytes", memory, false),
            new Limit("cpu/" + group, "cpu.cfs_period_us", "100000", true),
            cpu(version, group, "-1"));
  }

  /// What caps the processor time of a group.
  ///
  /// @param quota microseconds in a period of 100 ms, or the kernel's word for none
  static Limit cpu(String version, String group, String quota) {
    return version.equals("2")
        ? new Limit(group, "cpu.max", quota + " 100000", true)
        : new Limit("cpu/" + group, "cpu.cfs_quota_us", quota, true);
  }

  private static void write(Limit limit) throws IOException {
    Files.writeString(ROOT.resolve(limit.file()), limit.value(), StandardOpenOption.WRITE);
  }

  private static String name(TaskId task) {
    return PREFIX + task.id();
  }

  private static void removeGroup(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException _) {
      // Something is in it still: a container that the engine refuses to remove.
    }
  }
}
