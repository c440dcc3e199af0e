/** The relative links of Markdown pages, and whether each leads to a file or a heading. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The links of these pages that lead nowhere, as `page: link`. Pages are paths inside the folder. */
export async function brokenLinks(folder: string, pages: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  for (const page of pages) {
    const text = await readFile(join(folder, page), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)) {
      if (!(await leadsSomewhere(folder, page, link))) broken.push(`${page}: ${link}`);
    }
  }
  return broken;
}

async function leadsSomewhere(folder: string, page: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#');
  const target = join(folder, path === '' ? page : join(page, '..', path));
  const text = await readFile(target, 'utf8').catch(() => undefined);
  if (anchor === undefined) {
    return text !== undefined || (await readdir(target).catch(() => undefined)) !== undefined;
  }
  const headings = [...(text ?? '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
  return headings.includes(anchor);
}

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
