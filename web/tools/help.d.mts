export function writeHelp(from: string, to: string): Promise<void>;
