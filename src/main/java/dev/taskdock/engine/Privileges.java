package dev.taskdock.engine;

import java.util.List;

/// What a container may do beyond or below the engine's default.
///
/// @param add capabilities added, without `CAP_`
/// @param drop capabilities dropped, `ALL` for every one
/// @param init whether a small init process is process 1
public record Privileges(List<String> add, List<String> drop, boolean init) {
  /// The engine's own default set.
  public static final Privileges DEFAULT = new Privileges(List.of(), List.of(), false);

  public Privileges {
    add = List.copyOf(add);
    drop = List.copyOf(drop);
  }
}
