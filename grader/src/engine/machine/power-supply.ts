import { join } from "node:path";
import { listKernelFolder, readKernelFile } from "./kernel-files.ts";

/** The attributes of one folder of /sys/class/power_supply (sysfs-class-power in the kernel's ABI). */
export interface PowerSupply {
  /** `Mains`, `USB`, `Battery`, ... */
  readonly type: string | undefined;
  /** `Device` for the battery of a mouse or the like; absent for what feeds the machine. */
  readonly scope: string | undefined;
  /** `0`: nothing comes from it. */
  readonly online: string | undefined;
}

/** Whether the machine runs on its battery; undefined where that can't be read. */
export function readOnBattery(folder = "/sys/class/power_supply"): boolean | undefined {
  const supplies = listKernelFolder(folder).map((name) => ({
    type: readKernelFile(join(folder, name, "type")),
    scope: readKernelFile(join(folder, name, "scope")),
    online: readKernelFile(join(folder, name, "online")),
  }));
  return isOnBattery(supplies);
}

/**
 * A machine is on battery when it has one and no charger delivers. Without a battery, chargers that
 * don't deliver say nothing: a desktop has USB ports that could charge it in principle.
 */
export function isOnBattery(supplies: readonly PowerSupply[]): boolean | undefined {
  const own = supplies.filter(({ scope }) => scope !== "Device");
  const chargers = own.filter(({ type, online }) => type !== "Battery" && online !== undefined);
  if (chargers.some(({ online }) => online !== "0")) return false;
  const hasBattery = own.some(({ type }) => type === "Battery");
  return hasBattery && chargers.length > 0 ? true : undefined;
}
