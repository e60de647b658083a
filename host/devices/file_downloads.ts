/** What was downloaded, a file each: replaced as a whole. A file that is not whole is as none: the maker's is used. */
import { join } from "node:path";
import { Download } from "../../assembly/abi_devices.ts";
import { readWhole, replaceFile } from "../secure/store/durable_file.ts";
import type { DownloadStore } from "./downloads.ts";
import { pieceOf, piecesOf } from "./file_stage.ts";

export class FileDownloads implements DownloadStore {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  entries(download: Download): readonly Uint8Array[] | undefined {
    const file = readWhole(this.pathOf(download));
    if (file === undefined) return undefined;
    const { pieces, end } = piecesOf(file);
    return end === file.length ? pieces : undefined;
  }

  keep(download: Download, entries: readonly Uint8Array[]): void {
    replaceFile(this.pathOf(download), new Uint8Array(Buffer.concat(entries.map(pieceOf))));
  }

  private pathOf(download: Download): string {
    return join(this.folder, Download[download]?.toLowerCase() ?? String(download));
  }
}
