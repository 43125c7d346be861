@NullMarked
package io.diskwright.controller;

import org.jspecify.annotations.NullMarked;
