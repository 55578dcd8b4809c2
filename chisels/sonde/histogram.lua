-- How values are distributed: counts in classes that grow by an eighth of a power of two.
local histogram = {}
histogram.__index = histogram

local CLASSES = 8 -- a power of two

function histogram.new()
	return setmetatable({counts = {}, count = 0, sum = 0, min = math.huge, max = 0}, histogram)
end

local function class_of(value)
	return value < 1 and 0 or 1 + math.floor(math.log(value) / math.log(2) * CLASSES + 1e-9)
end

-- The value at which a class ends.
local function end_of(class)
	return 2 ^ (class / CLASSES)
end

function histogram:add(value)
	local class = class_of(value)
	self.counts[class] = (self.counts[class] or 0) + 1
	self.count = self.count + 1
	self.sum = self.sum + value
	self.min = math.min(self.min, value)
	self.max = math.max(self.max, value)
end

-- The value that a share of all are not above, such as 0.99; to an eighth of a power of two.
function histogram:quantile(share)
	local classes, seen = {}, 0
	for class in pairs(self.counts) do
		classes[#classes + 1] = class
	end
	table.sort(classes)
	for _, class in ipairs(classes) do
		seen = seen + self.counts[class]
		if seen >= share * self.count then
			return math.min(end_of(class), self.max)
		end
	end
	return 0
end

-- {from, to, count} of each power of two between the smallest and the largest value.
function histogram:octaves()
	local by_octave, first, last = {}, math.huge, -math.huge
	for class, count in pairs(self.counts) do
		local octave = math.floor((class - 1) / CLASSES)
		by_octave[octave] = (by_octave[octave] or 0) + count
		first, last = math.min(first, octave), math.max(last, octave)
	end
	local list = {}
	for octave = first, last do
		list[#list + 1] = {octave < 0 and 0 or 2 ^ octave, 2 ^ (octave + 1), by_octave[octave] or 0}
	end
	return list
end

return histogram
