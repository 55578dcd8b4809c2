category = "Performance"
short_description = "Time in system calls as a flame graph, a page for a browser"
description = "Prints an HTML page with a flame graph: below the processes, above them the files, on top the calls,"
	.. " each as wide as the time it took. A click on a frame shows it alone. Takes the same arguments as folded:"
	.. " sonde print -r FILE -c flame > flame.html."

local json = require "sonde.json"
local text = require "sonde.text"

local each, given = require("sonde.stacks").collect()

local PAGE = [==[
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>@TITLE@</title>
<style>
body { font: 13px sans-serif; margin: 1em; }
#graph { position: relative; }
#graph div { position: absolute; height: 17px; overflow: hidden; white-space: nowrap; cursor: pointer;
	border: 1px solid white; border-radius: 2px; box-sizing: border-box; padding: 0 3px; }
#graph div:hover { border-color: black; }
#note { min-height: 1.5em; }
</style>
<h1>@TITLE@</h1>
<p id="note">A click shows a frame alone, one on the lowest frame everything again.</p>
<div id="graph"></div>
<script>
const root = @DATA@;
const unit = @UNIT@;
const note = document.getElementById("note"), graph = document.getElementById("graph");

function amount(n) {
	if (unit !== "time") return n.toLocaleString() + " " + unit;
	const steps = [[1e9, "s"], [1e6, "ms"], [1e3, "us"]];
	for (const [size, name] of steps) if (n >= size) return (n / size).toPrecision(3) + " " + name;
	return n + " ns";
}

function colour(name) {
	let hash = 0;
	for (const c of name) hash = (hash * 31 + c.codePointAt(0)) % 997;
	return `hsl(${hash % 55}, ${60 + hash % 30}%, ${62 + hash % 14}%)`;
}

function depth(node) {
	return 1 + Math.max(0, ...node.children.map(depth));
}

function draw(top) {
	const width = graph.clientWidth, rows = depth(top);
	graph.replaceChildren();
	graph.style.height = rows * 18 + "px";
	function put(node, left, level) {
		const wide = width * node.value / top.value;
		if (wide < 0.5) return;
		const frame = document.createElement("div");
		frame.textContent = node.name;
		frame.style.cssText = `left:${left}px;top:${(rows - 1 - level) * 18}px;width:${wide}px;`
			+ `background:${colour(node.name)}`;
		frame.title = `${node.name}: ${amount(node.value)}, `
			+ `${(100 * node.value / root.value).toFixed(2)} %`;
		frame.onmouseenter = () => { note.textContent = frame.title; };
		frame.onclick = () => draw(level === 0 ? root : node);
		graph.append(frame);
		for (const child of node.children) {
			put(child, left, level + 1);
			left += width * child.value / top.value;
		}
	}
	put(top, 0, 0);
}
draw(root);
window.onresize = () => draw(root);
</script>
</html>
]==]

-- The child of that name, made where there is none.
local function child(node, name)
	local below = node.by_name[name]
	if not below then
		below = {name = name, value = 0, children = json.array {}, by_name = {}}
		node.by_name[name] = below
		table.insert(node.children, below)
	end
	return below
end

local function without_index(node)
	node.by_name = nil
	for _, below in ipairs(node.children) do
		without_index(below)
	end
	return node
end

function on_capture_end()
	local root = {name = "all", value = 0, children = json.array {}, by_name = {}}
	for stack, sum in each() do
		local node = root
		node.value = node.value + sum
		for _, name in ipairs(text.split(stack, ";")) do
			node = child(node, name)
			node.value = node.value + sum
		end
	end
	-- No name of a file may end the script.
	local function embed(value)
		return (json.encode(value):gsub("<", "\\u003c"))
	end
	local parts = {
		TITLE = ("System calls by %s"):format(given.value), DATA = embed(without_index(root)),
		UNIT = embed(given.value),
	}
	io.write((PAGE:gsub("@(%u+)@", parts)))
end
