package io.diskwright.controller;

/**
 * What exporting pods are made of.
 *
 * @param namespace the operator's own
 * @param image the agent's container image, with qemu-storage-daemon in it
 * @param pullPolicy of that; empty as Kubernetes does
 */
record ExportSettings(String namespace, String image, String pullPolicy) {}
