@org.jspecify.annotations.NullMarked
package dev.taskdock.metadata;
