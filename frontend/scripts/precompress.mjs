// Writes .br and .gz beside every text file of a build, so that the server never compresses them again.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const TEXT = /\.(?:js|css|html|svg|json|txt)$/;
const SMALLEST = 1024;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const folder = process.argv[2] ?? "dist";

const names = await readdir(folder, { recursive: true });
for (const name of names.filter((each) => TEXT.test(each))) {
  const path = join(folder, name);
  const content = await readFile(path);
  if (content.length < SMALLEST) continue;
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  await writeFile(`${path}.br`, await brotli(content, { params: quality }));
  await writeFile(`${path}.gz`, await zip(content, { level: 9 }));
}
