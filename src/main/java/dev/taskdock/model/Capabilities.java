package dev.taskdock.model;

import java.util.List;

/// What a container's processes may do beyond, or less than, the usual.
///
/// @param add names without `CAP_`; Fargate takes only `SYS_PTRACE`
/// @param drop names without `CAP_`, or `ALL`
public record Capabilities(List<String> add, List<String> drop) {
  /// The engine's usual set, which is Fargate's too.
  public static final Capabilities DEFAULT = new Capabilities(List.of(), List.of());

  public Capabilities {
    add = List.copyOf(add);
    drop = List.copyOf(drop);
  }
}
