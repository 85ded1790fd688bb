/// The ECS vocabulary as immutable values, spelled as ECS spells it.
///
/// A value of this package is right by construction: `input` has already reported every mistake of
/// the user's, so constructors throw unchecked errors for what can then only be our own. Nothing
/// here knows a file, an engine or the time. Only members that some function reads are modelled;
/// what becomes of the rest of the RegisterTaskDefinition shape is said in `input.taskdefinition`.
///
/// Positions in the user's file are not part of a value (equality would break); they are kept
/// beside it, in [dev.taskdock.problem.Origins].
@org.jspecify.annotations.NullMarked
package dev.taskdock.model;
